import CMemoryFile

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A file in memory, without a name, so that what is there already is read like any other input.
enum NamelessFile {
    /// - Parameter source: what messages call it.
    /// - Returns: a descriptor at the beginning of the bytes, which the caller closes.
    static func holding(_ bytes: [UInt8], source: String) throws(FeedError) -> Int32 {
        let descriptor = tillwatch_memory_file()
        guard descriptor >= 0 else { throw DescriptorStream.unreadable(source, errno) }
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { held in
                // because the place lies within the bytes, which live as long as the call.
                unsafe write(descriptor, held.baseAddress.map { unsafe $0 + written }, bytes.count - written)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                let error = DescriptorStream.unreadable(source, errno)
                close(descriptor)
                throw error
            }
            written += count
        }
        lseek(descriptor, 0, SEEK_SET)
        return descriptor
    }
}

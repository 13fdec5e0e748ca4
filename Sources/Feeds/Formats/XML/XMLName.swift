import CExpat

/// The name of an element or attribute as expat tells it: `namespace\nlocal`, or `local` alone.
///
/// Valid during the call that it was handed to.
/// Safe to use because it is read up to its terminating zero only.
@safe struct XMLName {
    static let separator = UInt8(ascii: "\n")

    private let start: UnsafePointer<CChar>

    init(_ start: UnsafePointer<CChar>) { unsafe self.start = unsafe start }

    /// Whether the name begins with these bytes, which hold no zero.
    func hasPrefix(_ prefix: [CChar]) -> Bool {
        // because a name that is shorter differs at its zero, where the comparison ends.
        unsafe strncmp(start, prefix, prefix.count) == 0
    }

    var hasNamespace: Bool {
        // because the name ends with a zero.
        unsafe strchr(start, Int32(XMLName.separator)) != nil
    }

    /// Gives what follows the first bytes of the name, which must be there.
    func withTail<Result>(
        from count: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result
    ) -> Result {
        // because the caller has seen that the name is that long, and the zero ends the rest.
        let tail = unsafe UnsafeRawPointer(start + count).assumingMemoryBound(to: UInt8.self)
        return unsafe body(UnsafeBufferPointer(start: tail, count: strlen(start + count)))
    }

    /// For messages: the local name and its namespace, nil where there is none.
    var parts: (local: String, namespace: String?) {
        // because the name ends with a zero, and is copied.
        let text = unsafe String(cString: start)
        guard let cut = text.firstIndex(of: "\n") else { return (text, nil) }
        return (String(text[text.index(after: cut)...]), String(text[..<cut]))
    }
}

/// The attributes of an element, valid during the call that they were handed to.
///
/// Safe to use because it walks no further than the null pointer that ends the list.
@safe struct XMLAttributes {
    private let list: UnsafeMutablePointer<UnsafePointer<CChar>?>?

    init(_ list: UnsafeMutablePointer<UnsafePointer<CChar>?>?) { unsafe self.list = unsafe list }

    func each(_ body: (XMLName, UnsafeBufferPointer<UInt8>) -> Void) {
        guard var next = unsafe list else { return }
        // because the list is pairs of names and values, ended by a null, and each text by a zero.
        while let name = unsafe next[0], let value = unsafe next[1] {
            let bytes = unsafe UnsafeRawPointer(value).assumingMemoryBound(to: UInt8.self)
            unsafe body(XMLName(name), UnsafeBufferPointer(start: bytes, count: strlen(value)))
            unsafe next += 2
        }
    }
}

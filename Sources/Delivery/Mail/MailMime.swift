import CCurl

/// The parts of a mail, as curl composes them.
@safe final class MailMime {
    let mime: OpaquePointer

    /// - Returns: nil when curl has no memory.
    init?(_ handle: UnsafeMutableRawPointer, _ letter: MailLetter, event: [UInt8], signature: [String]) {
        // because curl's objects are pointers; this object owns the whole, which owns its parts.
        guard let mime = unsafe curl_mime_init(handle) else { return nil }
        unsafe self.mime = mime
        guard unsafe Self.add(letter, to: mime, handle),
            unsafe Self.attach(event, letter, signature, to: mime)
        else { return nil }
    }

    deinit {
        // because the whole is this object's.
        unsafe curl_mime_free(mime)
    }

    private static func add(_ letter: MailLetter, to mime: OpaquePointer, _ handle: UnsafeMutableRawPointer)
        -> Bool
    {
        // because curl copies texts, and takes over lists and parts that it is given.
        guard let texts = unsafe curl_mime_init(handle) else { return false }
        var all = true
        for (text, type) in [
            (letter.plain, "text/plain; charset=utf-8"), (letter.html, "text/html; charset=utf-8"),
        ] {
            guard let part = unsafe curl_mime_addpart(texts) else {
                unsafe curl_mime_free(texts)
                return false
            }
            all =
                unsafe all && curl_mime_data(part, text, text.utf8.count) == CURLE_OK
                && curl_mime_type(part, type) == CURLE_OK
                && curl_mime_encoder(part, "quoted-printable") == CURLE_OK
        }
        guard all, let whole = unsafe curl_mime_addpart(mime),
            unsafe curl_mime_subparts(whole, texts) == CURLE_OK
        else {
            unsafe curl_mime_free(texts)
            return false
        }
        return unsafe curl_mime_type(whole, "multipart/alternative") == CURLE_OK
    }

    private static func attach(
        _ event: [UInt8], _ letter: MailLetter, _ signature: [String], to mime: OpaquePointer
    ) -> Bool {
        // because curl copies what it is given, but for the list, which it takes over when it says so.
        guard let part = unsafe curl_mime_addpart(mime) else { return false }
        let isSet = unsafe event.withUnsafeBytes { bytes in
            unsafe curl_mime_data(part, bytes.bindMemory(to: CChar.self).baseAddress, bytes.count) == CURLE_OK
        }
        guard isSet, unsafe curl_mime_type(part, "application/cloudevents+json") == CURLE_OK,
            unsafe curl_mime_filename(part, "\(letter.eventID).json") == CURLE_OK,
            unsafe curl_mime_encoder(part, "base64") == CURLE_OK
        else { return false }
        guard !signature.isEmpty else { return true }
        var list: UnsafeMutablePointer<curl_slist>?
        for line in signature {
            guard let longer = unsafe curl_slist_append(list, line) else {
                unsafe curl_slist_free_all(list)
                return false
            }
            unsafe list = longer
        }
        guard unsafe curl_mime_headers(part, list, 1) == CURLE_OK else {
            unsafe curl_slist_free_all(list)
            return false
        }
        return true
    }
}

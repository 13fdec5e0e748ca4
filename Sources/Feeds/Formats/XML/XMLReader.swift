import CExpat
import Documents
import Foundation

/// What an `XMLReader` tells of a document, in order. Pointers are valid during the call.
protocol XMLHandler: AnyObject {
    /// An element starts. Returns whether what stands in it is told too; of an element that is left out, its end is not.
    func start(_ name: XMLName, _ attributes: XMLAttributes, _ reader: XMLReader) -> Bool
    /// An element ends that was not left out.
    func end(_ reader: XMLReader)
    /// A piece of text; told only while `reader.wantsText`.
    func text(_ bytes: UnsafeBufferPointer<UInt8>, _ reader: XMLReader)
}

/// Reads XML documents, one after another, as their bytes come.
///
/// Document type declarations, and entities with them, are refused before anything of them is read. What is left out costs
/// no more than expat itself. Used by one thread.
/// Safe to use because the parser is its own, lives as long as it does, and is called with buffers that outlive the call.
@safe final class XMLReader {
    /// Elements within elements, at most.
    static let depthMax = 256

    let source: String
    private let pieceMax: Int
    /// There while it is read on, so that neither keeps the other.
    private var handler: (any XMLHandler)?
    private let parser: XML_Parser
    /// How many bytes the parser holds, as `tillwatch_expat_count` is told before it is called.
    private let held: UnsafeMutablePointer<Int>
    private let encoding: String?
    /// Whether pieces of text are told. Changed by the handler while it is called.
    var wantsText = false {
        didSet {
            guard wantsText != oldValue else { return }
            // because the parser lives as long as this.
            unsafe XML_SetCharacterDataHandler(parser, wantsText ? characters : nil)
        }
    }
    /// Elements that are open.
    private(set) var depth = 0
    /// Depth of the element that is left out with all that stands in it; 0 for none.
    private var leftOut = 0
    private var problem: FeedError?
    private var isOpen = false
    private var hasEnded = false
    private var hasElements = false
    private(set) var documents = 0
    /// Bytes and lines before the document in hand, and bytes of it that were parsed.
    private var base: Int64 = 0
    private var baseLine = 0
    /// Bytes before it in its first line.
    private var baseColumn = 0
    private var taken: Int64 = 0

    /// - Parameters:
    ///   - encoding: overrides what the documents say of themselves.
    ///   - pieceMax: bytes of one tag or comment at most; expat holds it whole.
    init(source: String, encoding: String?, pieceMax: Int) throws(FeedError) {
        self.pieceMax = pieceMax
        self.source = source
        self.encoding = encoding
        // because the count is there as long as the parser, and the name of an encoding is copied.
        unsafe held = .allocate(capacity: 1)
        unsafe held.initialize(to: 0)
        unsafe tillwatch_expat_count(held)
        guard let parser = unsafe tillwatch_expat_parser(encoding, CChar(XMLName.separator)) else {
            unsafe held.deallocate()
            throw FeedError(
                .unreadableInput, source: source, message: "cannot be read: no memory", help: "free some")
        }
        unsafe self.parser = unsafe parser
        setUp()
    }

    deinit {
        // because nothing else keeps the parser, nor what counts its bytes.
        unsafe tillwatch_expat_count(held)
        unsafe XML_ParserFree(parser)
        tillwatch_expat_count(nil)
        unsafe held.deallocate()
    }

    /// Where the element or text that is told starts.
    var place: RecordPlace {
        // because the parser lives as long as this.
        unsafe RecordPlace(
            line: baseLine + Int(XML_GetCurrentLineNumber(parser)),
            offset: base + Int64(XML_GetCurrentByteIndex(parser)))
    }

    /// Ends reading with an error at the element that is told.
    func stop(_ code: DiagnosticCode, _ message: String, help: String) {
        if problem == nil { problem = error(code, message, help: help) }
        // because the parser lives as long as this, and may be stopped while it calls.
        _ = unsafe XML_StopParser(parser, XML_Bool(XML_FALSE))
    }

    /// Takes the next bytes, and tells what they hold.
    func take(_ bytes: UnsafeBufferPointer<UInt8>, to handler: any XMLHandler) throws(FeedError) {
        self.handler = handler
        // because the count is there as long as the parser.
        unsafe tillwatch_expat_count(held)
        defer {
            self.handler = nil
            tillwatch_expat_count(nil)
        }
        var rest = unsafe bytes
        while !rest.isEmpty {
            if !isOpen {
                let skipped = unsafe skipToDocument(rest)
                // because so many bytes were looked at.
                unsafe rest = UnsafeBufferPointer(rebasing: rest[skipped...])
                if rest.isEmpty { return }
                unsafe openDocument(rest)
            }
            let count = min(rest.count, 1 << 28)
            // because the buffer outlives the call, and its count fits.
            let status = unsafe rest.withMemoryRebound(to: CChar.self) { text in
                unsafe XML_Parse(parser, text.baseAddress, Int32(count), 0)
            }
            var used = count
            if status == XML_STATUS_ERROR {
                guard hasEnded, problem == nil else { throw failure() }
                used = endDocument(count)
            } else {
                taken += Int64(count)
                try checkPiece()
            }
            // because no more was used than there is.
            unsafe rest = UnsafeBufferPointer(rebasing: rest[used...])
        }
    }

    /// Takes the end of the input.
    func finish(to handler: any XMLHandler) throws(FeedError) {
        self.handler = handler
        // because the count is there as long as the parser.
        unsafe tillwatch_expat_count(held)
        defer {
            self.handler = nil
            tillwatch_expat_count(nil)
        }
        guard isOpen else { return }
        // because no bytes are given.
        guard unsafe XML_Parse(parser, nil, 0, 1) == XML_STATUS_ERROR else { return }
        // Only comments and the like came after the last document.
        if documents > 0, !hasElements, problem == nil,
            unsafe XML_GetErrorCode(parser) == XML_ERROR_NO_ELEMENTS
        {
            return
        }
        throw failure()
    }

    /// Refuses a tag or comment of which so much is held that it may have no end.
    private func checkPiece() throws(FeedError) {
        // because the parser lives as long as this.
        let place = unsafe Int64(XML_GetCurrentByteIndex(parser))
        guard place >= 0, taken - place > Int64(pieceMax) else { return }
        throw error(
            .xmlMalformed, "a tag or comment has more than \(pieceMax) bytes", help: "have the export mended")
    }

    private func setUp() {
        // because the reader, whose address is kept, frees the parser before it goes, and only `take` and `finish` make it call.
        unsafe XML_SetUserData(parser, Unmanaged.passUnretained(self).toOpaque())
        unsafe tillwatch_expat_at_once(parser)
        unsafe XML_SetElementHandler(parser, startElement, endElement)
        unsafe XML_SetStartDoctypeDeclHandler(parser, startDoctype)
        unsafe XML_SetUnknownEncodingHandler(parser, unknownEncoding, nil)
        unsafe XML_SetCharacterDataHandler(parser, wantsText ? characters : nil)
    }

    /// How many bytes stand before the next document: white space and byte order marks.
    private func skipToDocument(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
        var count = 0
        // because the index stays below the count.
        while count < bytes.count {
            let byte = unsafe bytes[count]
            let isMark = documents > 0 && InputBuffer.mark.contains(byte)
            guard isWhite(byte) || isMark else { break }
            baseColumn += 1
            if byte == UInt8(ascii: "\n") {
                baseLine += 1
                baseColumn = 0
            }
            count += 1
        }
        base += Int64(count)
        return count
    }

    private func openDocument(_ bytes: UnsafeBufferPointer<UInt8>) {
        isOpen = true
        // A text that was UTF-16 and is UTF-8 by now still says what it was.
        // because at most so many bytes are looked at as there are.
        let head = unsafe String(decoding: bytes.prefix(100), as: UTF8.self).lowercased()
        if encoding == nil, head.hasPrefix("<?xml"),
            let end = head.range(of: "?>"), head[..<end.lowerBound].contains("utf-16")
        {
            _ = unsafe XML_SetEncoding(parser, "UTF-8")
        }
    }

    /// Makes ready for the next document; returns how many of the last bytes belonged to the one that ended.
    private func endDocument(_ count: Int) -> Int {
        // because the parser lives as long as this.
        let length = unsafe Int64(XML_GetCurrentByteIndex(parser)) + Int64(XML_GetCurrentByteCount(parser))
        let lines = unsafe Int(XML_GetCurrentLineNumber(parser)) - 1
        let used = max(0, min(count, Int(length - taken)))
        let column = unsafe Int(XML_GetCurrentColumnNumber(parser)) + Int(XML_GetCurrentByteCount(parser))
        base += length
        baseLine += lines
        baseColumn = column + (lines == 0 ? baseColumn : 0)
        hasEnded = false
        hasElements = false
        isOpen = false
        taken = 0
        _ = unsafe XML_ParserReset(parser, encoding)
        setUp()
        return used
    }

    private func failure() -> FeedError {
        if let problem { return problem }
        // because the parser lives as long as this, and its messages are constants.
        let code = unsafe XML_GetErrorCode(parser)
        let reason = unsafe XML_ErrorString(code).map { unsafe String(cString: $0) } ?? "error \(code)"
        switch code {
        case XML_ERROR_NO_ELEMENTS, XML_ERROR_UNCLOSED_TOKEN, XML_ERROR_PARTIAL_CHAR,
            XML_ERROR_UNCLOSED_CDATA_SECTION:
            return error(
                .xmlCutOff, "the XML ends before its root element does",
                help: "the file is not complete: fetch it again")
        case XML_ERROR_INVALID_TOKEN:
            return error(
                .xmlMalformed, "the XML is malformed: \(reason)",
                help: "if the file is in another encoding than it says, name it: `encoding: iso-8859-1`")
        case XML_ERROR_UNKNOWN_ENCODING, XML_ERROR_INCORRECT_ENCODING:
            return error(
                .xmlMalformed, "the XML names an encoding that it is not in, or that is not known",
                help: "name the right one in the feed file: `encoding: iso-8859-1`")
        case XML_ERROR_NO_MEMORY:
            return error(
                .xmlMalformed,
                "the XML has so many different names that \(TILLWATCH_EXPAT_MAX >> 20) MiB do not hold them",
                help: "no export has so many; have it mended")
        default:
            return error(
                .xmlMalformed, "the XML is malformed: \(reason)",
                help: "what stands before is read; have the export mended and read it again")
        }
    }

    private func error(_ code: DiagnosticCode, _ message: String, help: String) -> FeedError {
        // because the parser lives as long as this.
        let line = unsafe Int(XML_GetCurrentLineNumber(parser))
        let column = unsafe Int(XML_GetCurrentColumnNumber(parser)) + 1
        var error = FeedError(code, source: source, line: baseLine + line, message: message, help: help)
        error.column = column + (line == 1 ? baseColumn : 0)
        return error
    }

    fileprivate func started(_ name: XMLName, _ attributes: XMLAttributes) {
        depth += 1
        hasElements = true
        if depth > XMLReader.depthMax {
            stop(
                .xmlMalformed, "elements stand more than \(XMLReader.depthMax) deep in each other",
                help: "no export nests so deep; have it mended")
        } else if leftOut == 0, problem == nil, handler?.start(name, attributes, self) == false {
            leftOut = depth
        }
    }

    fileprivate func ended() {
        let isLeftOut = leftOut > 0
        if leftOut == depth { leftOut = 0 }
        depth -= 1
        if !isLeftOut, problem == nil { handler?.end(self) }
        guard depth == 0 else { return }
        hasEnded = true
        documents += 1
        // What follows is another document.
        // because the parser lives as long as this, and may be stopped while it calls.
        _ = unsafe XML_StopParser(parser, XML_Bool(XML_FALSE))
    }

    fileprivate func told(_ text: UnsafeBufferPointer<UInt8>) {
        if problem == nil, leftOut == 0 { unsafe handler?.text(text, self) }
    }
}

// What expat calls. The address that it hands back is that of the reader, which owns the parser and so outlives the calls.

private func withReader(_ data: UnsafeMutableRawPointer?, _ body: (XMLReader) -> Void) {
    guard let data = unsafe data else { return }
    // because `setUp` gave the address of the reader, which is alive while its parser calls.
    unsafe Unmanaged<XMLReader>.fromOpaque(data)._withUnsafeGuaranteedRef { body($0) }
}

private func startElement(
    _ data: UnsafeMutableRawPointer?, _ name: UnsafePointer<XML_Char>?,
    _ attributes: UnsafeMutablePointer<UnsafePointer<XML_Char>?>?
) {
    // because expat gives a name that ends with a zero, and a list that ends with a null.
    guard let name = unsafe name else { return }
    unsafe withReader(data) { unsafe $0.started(XMLName(name), XMLAttributes(attributes)) }
}

private func endElement(_ data: UnsafeMutableRawPointer?, _ name: UnsafePointer<XML_Char>?) {
    // because the address is the reader's.
    unsafe withReader(data) { $0.ended() }
}

private func characters(
    _ data: UnsafeMutableRawPointer?, _ text: UnsafePointer<XML_Char>?, _ count: Int32
) {
    // because expat gives so many characters, each a byte of UTF-8.
    guard let text = unsafe text else { return }
    let start = unsafe UnsafeRawPointer(text).assumingMemoryBound(to: UInt8.self)
    unsafe withReader(data) { unsafe $0.told(UnsafeBufferPointer(start: start, count: Int(count))) }
}

private func startDoctype(
    _ data: UnsafeMutableRawPointer?, _ name: UnsafePointer<XML_Char>?, _ system: UnsafePointer<XML_Char>?,
    _ identifier: UnsafePointer<XML_Char>?, _ hasSubset: Int32
) {
    // because the address is the reader's.
    unsafe withReader(data) {
        $0.stop(
            .xmlDoctype, "the XML has a document type declaration",
            help: "have the export leave it out: it can make a reader fetch files, or grow without bound")
    }
}

private func unknownEncoding(
    _ data: UnsafeMutableRawPointer?, _ name: UnsafePointer<XML_Char>?,
    _ encoding: UnsafeMutablePointer<XML_Encoding>?
) -> Int32 {
    // because the name ends with a zero, and the place for the answer is expat's own.
    guard let name = unsafe name, let encoding = unsafe encoding,
        let known = TextEncoding(name: unsafe String(cString: name)), known != .utf8
    else { return Int32(XML_STATUS_ERROR.rawValue) }
    unsafe withUnsafeMutableBytes(of: &encoding.pointee.map) { map in
        let scalars = unsafe map.bindMemory(to: Int32.self)
        for byte in 0..<256 {
            let text = known.decode([UInt8(truncatingIfNeeded: byte)])
            let scalar = text?.unicodeScalars.first
            // because the map has 256 places.
            unsafe scalars[byte] = scalar.map { Int32(truncatingIfNeeded: $0.value) } ?? -1
        }
    }
    unsafe encoding.pointee.convert = nil
    unsafe encoding.pointee.release = nil
    unsafe encoding.pointee.data = nil
    return Int32(XML_STATUS_OK.rawValue)
}

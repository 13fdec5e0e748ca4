import CYaml

/// One step of a YAML document.
enum YAMLEvent {
    case scalar(String, YAMLPlace, anchored: Bool, tagged: Bool)
    case alias(YAMLPlace)
    case sequenceStart(YAMLPlace, anchored: Bool, tagged: Bool)
    case mappingStart(YAMLPlace, anchored: Bool, tagged: Bool)
    case end
    case documentStart(YAMLPlace)
    /// The parser gives up on nesting of its own accord, before the builder would.
    case tooDeep(YAMLPlace)
    /// The parser stops here.
    case failure(problem: String, context: String?, YAMLPlace)
    case none
}

/// The parser's events, pulled one by one. The buffer must outlive it.
final class YAMLEvents {
    private let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
    private var isReady = false
    private var isDone = false

    init(_ buffer: UnsafeBufferPointer<UInt8>) {
        parser.initialize(to: yaml_parser_t())
        isReady = yaml_parser_initialize(parser) == 1
        guard isReady else { return }
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, buffer.baseAddress, buffer.count)
    }

    deinit {
        if isReady { yaml_parser_delete(parser) }
        parser.deinitialize(count: 1)
        parser.deallocate()
    }

    /// The next event; nil after the end or a failure.
    func next() -> YAMLEvent? {
        guard isReady, !isDone else { return nil }
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else {
            isDone = true
            return failure()
        }
        defer { yaml_event_delete(&event) }
        let place = YAMLPlace(event.start_mark)
        switch event.type {
        case YAML_STREAM_END_EVENT:
            isDone = true
            return nil
        case YAML_DOCUMENT_START_EVENT: return .documentStart(place)
        case YAML_ALIAS_EVENT: return .alias(place)
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            let bytes = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
            return .scalar(
                String(decoding: bytes, as: UTF8.self), place, anchored: scalar.anchor != nil,
                tagged: scalar.tag != nil)
        case YAML_SEQUENCE_START_EVENT:
            let start = event.data.sequence_start
            return .sequenceStart(place, anchored: start.anchor != nil, tagged: start.tag != nil)
        case YAML_MAPPING_START_EVENT:
            let start = event.data.mapping_start
            return .mappingStart(place, anchored: start.anchor != nil, tagged: start.tag != nil)
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: return .end
        default: return YAMLEvent.none
        }
    }

    private func failure() -> YAMLEvent {
        // The only memory error that a bounded file can bring is the parser's own limit of nesting.
        if parser.pointee.error == YAML_MEMORY_ERROR { return .tooDeep(YAMLPlace(parser.pointee.mark)) }
        let problem = parser.pointee.problem.map { String(cString: $0) } ?? "cannot be read"
        let context = parser.pointee.context.map { String(cString: $0) }
        return .failure(problem: problem, context: context, YAMLPlace(parser.pointee.problem_mark))
    }
}

extension YAMLPlace {
    /// The parser counts from 0.
    init(_ mark: yaml_mark_t) {
        self.init(line: Int(clamping: mark.line) + 1, column: Int(clamping: mark.column) + 1)
    }
}

import Foundation
import FuzzDecoders

/// What `TILLWATCH_FUZZ_DECODER` names; made once, before the first input.
private let decoder: Decoder = {
    do {
        let name = ProcessInfo.processInfo.environment["TILLWATCH_FUZZ_DECODER"] ?? ""
        return try Decoder(name)
    } catch {
        fatalError("no decoder: \(error)")
    }
}()

/// What libFuzzer calls with each input; returns 0.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    decoder.take(Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
}

import Testing
import Varlink

@Suite struct FrameDecoderTests {
    private func all(_ decoder: inout FrameDecoder) throws -> [String] {
        var frames: [String] = []
        while let frame = try decoder.next() { frames.append(String(decoding: frame, as: UTF8.self)) }
        return frames
    }

    @Test func byteByByte() throws {
        var decoder = FrameDecoder()
        var frames: [String] = []
        for byte in Array("first\0\0third\0rest".utf8) {
            decoder.feed([byte])
            frames += try all(&decoder)
        }
        #expect(frames == ["first", "", "third"])
        #expect(decoder.bufferedBytes == 4)
        #expect(decoder.takeRest() == Array("rest".utf8))
        #expect(decoder.bufferedBytes == 0)
    }

    @Test func pipelined() throws {
        var decoder = FrameDecoder()
        decoder.feed(Array("a\0bb\0ccc\0dd".utf8))
        #expect(try all(&decoder) == ["a", "bb", "ccc"])
        decoder.feed(Array("dd\0".utf8))
        #expect(try all(&decoder) == ["dddd"])
    }

    @Test func theLimitIsExact() throws {
        var decoder = FrameDecoder(limit: 4)
        decoder.feed(Array("1234\0".utf8))
        #expect(try all(&decoder) == ["1234"])
        decoder.feed(Array("1234".utf8))
        #expect(try decoder.next() == nil)
        decoder.feed(Array("5".utf8))
        #expect(throws: FrameDecoder.Oversized(limit: 4)) { try decoder.next() }
        var whole = FrameDecoder(limit: 4)
        whole.feed(Array("12345\0".utf8))
        #expect(throws: FrameDecoder.Oversized(limit: 4)) { try whole.next() }
    }

    @Test func smallPiecesOfALargeMessageAreNotQuadratic() throws {
        var decoder = FrameDecoder()
        let piece = [UInt8](repeating: 0x61, count: 16)
        var frame: [UInt8]?
        let duration = try ContinuousClock().measure {
            for _ in 0..<(8 << 20) / 16 {
                decoder.feed(piece)
                frame = try decoder.next()
            }
            decoder.feed([0])
            frame = try decoder.next()
        }
        #expect(frame?.count == 8 << 20)
        #expect(duration < .seconds(20))
    }

    @Test func anyCutGivesTheSameMessages() throws {
        let seed = UInt64.random(in: .min ... .max)
        var generator = SplitMix(state: seed)
        for _ in 0..<300 {
            let messages = (0..<Int.random(in: 0...40, using: &generator)).map { _ in
                String(repeating: "x", count: Int.random(in: 0...30, using: &generator))
            }
            var bytes = Array(messages.map { $0 + "\0" }.joined().utf8)
            var decoder = FrameDecoder()
            var seen: [String] = []
            while !bytes.isEmpty {
                let count = Int.random(in: 1...bytes.count, using: &generator)
                decoder.feed(Array(bytes.prefix(count)))
                bytes.removeFirst(count)
                if Bool.random(using: &generator) { seen += try all(&decoder) }
            }
            seen += try all(&decoder)
            #expect(seen == messages, "seed \(seed)")
        }
    }
}

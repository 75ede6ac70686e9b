import Testing

@testable import ReadinessConfiguration

/// Files damaged at random may be refused in any words, but never crash the reader.
@Suite struct FuzzTests {
    @Test(arguments: 0..<8)
    func damagedFilesNeverCrash(_ seed: Int) {
        var generator = SplitMix64(seed: UInt64(seed))
        let originals = Samples.files
        let interesting = Array("[]{}:,&*!|>'\"%@`#-?\t\n \\0~<".utf8) + [0x00, 0x80, 0xc3, 0xff, 0xef]
        var refused = 0
        for _ in 0..<150 {
            var files = originals
            let index = Int.random(in: 0..<files.count, using: &generator)
            for _ in 0...Int.random(in: 0..<4, using: &generator) {
                let place = Int.random(in: 0..<files[index].bytes.count, using: &generator)
                let byte = interesting.randomElement(using: &generator) ?? 0
                switch Int.random(in: 0..<5, using: &generator) {
                case 0: files[index].bytes[place] = UInt8.random(in: 0...255, using: &generator)
                case 1: files[index].bytes[place] = byte
                case 2: files[index].bytes.insert(byte, at: place)
                case 3: files[index].bytes.remove(at: place)
                default:
                    let end = min(files[index].bytes.count, place + Int.random(in: 1..<60, using: &generator))
                    files[index].bytes.insert(contentsOf: files[index].bytes[place..<end], at: place)
                }
            }
            do throws(Diagnostics) {
                let configuration = try Configuration.load(files: files)
                let printed = ConfigurationFile(path: "p", kind: .whole, text: configuration.printed())
                let again = try Configuration.load(files: [printed])
                #expect(again.printed() == configuration.printed(), "seed \(seed)")
            } catch {
                refused += 1
                let right = error.all.allSatisfy { $0.line >= 1 && $0.column >= 1 && !$0.message.isEmpty }
                #expect(!error.errors.isEmpty && right, "seed \(seed): \(error)")
            }
        }
        #expect(refused > 0, "seed \(seed)")
    }

    @Test(arguments: 0..<4)
    func rubbishNeverCrashes(_ seed: Int) {
        var generator = SplitMix64(seed: UInt64(1000 + seed))
        let letters = Array("ab:-[]{},&*!|>'\"%#?\n \t".utf8)
        for _ in 0..<500 {
            let count = Int.random(in: 0..<60, using: &generator)
            let bytes = (0..<count).map { _ in letters.randomElement(using: &generator) ?? 0x20 }
            let file = ConfigurationFile(path: "m.yaml", kind: .model, directory: "/", bytes: bytes)
            for line in diagnostics([file]) { #expect(line.hasPrefix("m.yaml:"), "seed \(1000 + seed)") }
        }
    }
}

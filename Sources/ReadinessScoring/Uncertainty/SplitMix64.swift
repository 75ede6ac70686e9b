/// A small generator whose sequence is fixed by its seed on every machine (Steele, Lea and Flood 2014).
struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    /// 0 to below 1, a multiple of 2^-53.
    mutating func share() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// -1 to 1.
    mutating func symmetric() -> Double { 2 * share() - 1 }

    /// A place of 0 to below `count`, which is small against 2^53.
    mutating func place(below count: Int) -> Int { min(count - 1, Int(share() * Double(count))) }

    /// Standard normal, by the polar method (Marsaglia and Bray 1964).
    mutating func normal() -> Double {
        while true {
            let (x, y) = (symmetric(), symmetric())
            let square = x * x + y * y
            if square > 0, square < 1 { return x * (-2 * naturalLogarithm(square) / square).squareRoot() }
        }
    }

    /// Gamma of a shape above 0 and scale 1 (Marsaglia and Tsang 2000).
    mutating func gamma(_ shape: Double) -> Double {
        guard shape >= 1 else {
            // Raised by one and brought back by a power of a uniform number.
            let uniform = 1 - share()
            return gamma(shape + 1) * exponential(naturalLogarithm(uniform) / shape)
        }
        let base = shape - 1.0 / 3
        let scale = 1 / (9 * base).squareRoot()
        while true {
            let normal = normal()
            let cube = (1 + scale * normal) * (1 + scale * normal) * (1 + scale * normal)
            guard cube > 0 else { continue }
            let uniform = 1 - share()
            if naturalLogarithm(uniform) < normal * normal / 2 + base * (1 - cube + naturalLogarithm(cube)) {
                return base * cube
            }
        }
    }
}

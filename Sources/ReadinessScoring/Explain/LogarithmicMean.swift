/// The logarithmic mean `(a - b) / (ln a - ln b)` of two numbers above 0: between their geometric and arithmetic means.
///
/// `L(a, a) = a`; near equality by the series, where the quotient would lose all digits; 0 when one number is 0.
func logarithmicMean(_ a: Double, _ b: Double) -> Double {
    guard a > 0, b > 0 else { return 0 }
    let ratio = (a - b) / b
    if abs(ratio) < 1e-4 {
        // b x / ln(1 + x) = b (1 + x/2 - x^2/12 + x^3/24 - ...)
        return b * (1 + ratio / 2 - ratio * ratio / 12 + ratio * ratio * ratio / 24)
    }
    return (a - b) / (naturalLogarithm(a) - naturalLogarithm(b))
}

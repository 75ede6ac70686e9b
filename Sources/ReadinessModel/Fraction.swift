/// An exact number, numerator over denominator, in lowest terms: weights and thresholds are compared without rounding.
package struct Fraction: Hashable, Sendable {
    /// The numerator.
    package let numerator: Int64
    /// The denominator, at least 1.
    package let denominator: Int64

    /// The number `numerator / denominator` in lowest terms.
    ///
    /// - Returns: nil when the denominator is not positive.
    package init?(_ numerator: Int64, over denominator: Int64) {
        guard denominator > 0, numerator != .min else { return nil }
        let divisor = max(1, Self.greatestCommonDivisor(abs(numerator), denominator))
        self.numerator = numerator / divisor
        self.denominator = denominator / divisor
    }

    /// A whole number.
    package init(whole: Int64) {
        numerator = whole
        denominator = 1
    }

    /// Parses `3`, `0.25`, `2/3`, `1e-3` or `90%` exactly.
    ///
    /// - Returns: nil when the text is no such number or needs more than 18 digits.
    package init?(_ text: some StringProtocol) {
        let text = Substring(text)
        if let slash = text.firstIndex(of: "/") {
            guard let numerator = Int64(text[..<slash]), let denominator = Int64(text[text.index(after: slash)...])
            else {
                return nil
            }
            self.init(numerator, over: denominator)
            return
        }
        let isPercent = text.last == "%"
        guard let decimal = DecimalDigits(isPercent ? text.dropLast() : text) else { return nil }
        let exponent = decimal.exponent - (isPercent ? 2 : 0)
        guard abs(exponent) <= 18, let scale = Self.powerOfTen(abs(exponent)) else { return nil }
        if exponent < 0 {
            self.init(decimal.mantissa, over: scale)
        } else {
            let (product, overflow) = decimal.mantissa.multipliedReportingOverflow(by: scale)
            guard !overflow else { return nil }
            self.init(whole: product)
        }
    }

    /// The nearest double.
    package var value: Double { Double(numerator) / Double(denominator) }

    private static func greatestCommonDivisor(_ left: Int64, _ right: Int64) -> Int64 {
        var (left, right) = (left, right)
        while right != 0 { (left, right) = (right, left % right) }
        return left
    }

    private static func powerOfTen(_ exponent: Int) -> Int64? {
        guard exponent <= 18 else { return nil }
        return (0..<exponent).reduce(into: 1) { power, _ in power *= 10 }
    }
}

extension Fraction: CustomStringConvertible {
    /// `3` or `2/3`.
    package var description: String { denominator == 1 ? "\(numerator)" : "\(numerator)/\(denominator)" }
}

/// The digits of a decimal number: `mantissa x 10^exponent`.
private struct DecimalDigits {
    var mantissa: Int64 = 0
    var exponent = 0

    init?(_ text: Substring) {
        var isNegative = false
        var hasDigits = false
        var isFraction = false
        var rest = text
        if let sign = rest.first, sign == "-" || sign == "+" {
            isNegative = sign == "-"
            rest = rest.dropFirst()
        }
        while let character = rest.first {
            rest = rest.dropFirst()
            if character == ".", !isFraction {
                isFraction = true
            } else if character == "e" || character == "E", hasDigits {
                guard let power = Int(rest), abs(power) < 100 else { return nil }
                exponent += power
                rest = ""
            } else if character.isASCII, let digit = character.wholeNumberValue {
                let (product, tooLarge) = mantissa.multipliedReportingOverflow(by: 10)
                let (sum, overflow) = product.addingReportingOverflow(Int64(digit))
                guard !tooLarge, !overflow else { return nil }
                mantissa = sum
                exponent -= isFraction ? 1 : 0
                hasDigits = true
            } else {
                return nil
            }
        }
        guard hasDigits else { return nil }
        if isNegative { mantissa = -mantissa }
        while exponent < 0, mantissa % 10 == 0, mantissa != 0 {
            mantissa /= 10
            exponent += 1
        }
        if mantissa == 0 { exponent = 0 }
    }
}

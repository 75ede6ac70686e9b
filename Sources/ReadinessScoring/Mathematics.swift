import Glibc

/// The natural logarithm, by the C library.
@inline(__always)
func naturalLogarithm(_ x: Double) -> Double { Glibc.log(x) }

/// The exponential, by the C library.
@inline(__always)
func exponential(_ x: Double) -> Double { Glibc.exp(x) }

/// A power, by the C library.
@inline(__always)
func power(_ base: Double, _ exponent: Double) -> Double { Glibc.pow(base, exponent) }

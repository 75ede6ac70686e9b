import Glibc

/// The natural logarithm, by the C library.
@inline(__always)
func naturalLogarithm(_ x: Double) -> Double { Glibc.log(x) }

/// The exponential, by the C library.
@inline(__always)
func exponential(_ x: Double) -> Double { Glibc.exp(x) }

/// The exponential less 1, exact near 0, by the C library.
@inline(__always)
func exponentialMinus1(_ x: Double) -> Double { Glibc.expm1(x) }

/// The natural logarithm of 1 more, exact near 0, by the C library.
@inline(__always)
func logarithmOf1Plus(_ x: Double) -> Double { Glibc.log1p(x) }

// swift-tools-version: 6.2

import PackageDescription

/// The settings of the main package, so that what is measured is built like what is shipped.
let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

/// What computing costs. A package of its own, so that nobody who builds readinessd builds the benchmark library.
///
/// The targets of the main package come in by links below `Sources`, not as a dependency: most of what is measured has
/// `package` access, which ends at the package.
let package = Package(
    name: "readinessd-performance",
    dependencies: [
        // Without its traits: they count allocations by taking over malloc, which would be part of what is measured.
        .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: [])
    ],
    targets: [
        .target(name: "ReadinessModel", swiftSettings: settings),
        .target(name: "ReadinessScoring", dependencies: ["ReadinessModel"], swiftSettings: settings),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3"),
        .systemLibrary(name: "CSystemd", pkgConfig: "libsystemd"),
        .target(name: "Varlink", swiftSettings: settings),
        .target(
            name: "ReadinessCollecting",
            dependencies: ["CSQLite", "CSystemd", "ReadinessModel", "Varlink"],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "ReadinessBenchmarks",
            dependencies: [
                "ReadinessCollecting",
                "ReadinessModel",
                "ReadinessScoring",
                .product(name: "Benchmark", package: "benchmark"),
            ],
            path: "Benchmarks/ReadinessBenchmarks",
            swiftSettings: settings,
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]
        ),
    ]
)

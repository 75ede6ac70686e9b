// swift-tools-version: 6.2

import PackageDescription

/// One set of rules for every target: Swift 6 mode (the default of these tools), the upcoming features, no warnings.
let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

let package = Package(
    name: "readinessd",
    products: [
        .executable(name: "readinessctl", targets: ["readinessctl"]),
        .executable(name: "readinessd", targets: ["readinessd"]),
        .executable(name: "readiness-collector-machine", targets: ["readiness-collector-machine"]),
        .library(name: "ReadinessCollector", targets: ["ReadinessCollector"]),
        .library(name: "Varlink", targets: ["Varlink"]),
        .library(name: "VarlinkServer", targets: ["VarlinkServer"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // CSystemd: libsystemd as it is.
        .systemLibrary(name: "CSystemd", pkgConfig: "libsystemd", providers: [.apt(["libsystemd-dev"])]),

        // CSQLite: SQLite as it is.
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),

        // ReadinessCollecting: collectors, their dialects and their supervisor.
        .target(
            name: "ReadinessCollecting",
            dependencies: ["CSQLite", "CSystemd", "ReadinessModel", "Varlink"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "ReadinessCollectingTests",
            dependencies: ["ReadinessCollecting"],
            swiftSettings: settings
        ),

        // ReadinessCollector: what a native collector is written with. Public.
        .target(name: "ReadinessCollector", dependencies: ["Varlink"], swiftSettings: settings),
        .executableTarget(
            name: "readiness-collector-machine",
            dependencies: ["ReadinessCollector"],
            swiftSettings: settings
        ),

        // ReadinessConfiguration: YAML to model and settings, with the place of every mistake.
        .target(
            name: "ReadinessConfiguration",
            dependencies: [
                "ReadinessModel",
                .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "ReadinessConfigurationTests",
            dependencies: ["ReadinessConfiguration"],
            exclude: ["Broken"],
            swiftSettings: settings
        ),

        // ReadinessDaemon: the assembly, and the whole way of the data on one page.
        .target(
            name: "ReadinessDaemon",
            dependencies: [
                "ReadinessCollecting",
                "ReadinessCollector",
                "ReadinessConfiguration",
                "ReadinessHistory",
                "ReadinessModel",
                "ReadinessScoring",
                "Systemd",
                "Varlink",
                "VarlinkServer",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "ReadinessDaemonTests",
            dependencies: ["ReadinessCollector", "ReadinessDaemon", "Varlink", "readiness-collector-machine"],
            exclude: ["Plugins"],
            swiftSettings: settings
        ),

        // ReadinessHistory: durable observations and score changes.
        .target(
            name: "ReadinessHistory",
            dependencies: [
                "ReadinessModel",
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "ReadinessHistoryTests",
            dependencies: ["ReadinessHistory"],
            swiftSettings: settings
        ),

        // ReadinessModel: what is measured and how it is judged. Values only.
        .target(name: "ReadinessModel", swiftSettings: settings),
        .testTarget(name: "ReadinessModelTests", dependencies: ["ReadinessModel"], swiftSettings: settings),

        // ReadinessScoring: from readings to scores. Pure.
        .target(name: "ReadinessScoring", dependencies: ["ReadinessModel"], swiftSettings: settings),
        .testTarget(name: "ReadinessScoringTests", dependencies: ["ReadinessScoring"], swiftSettings: settings),

        // Systemd: journal, notification, activation, credentials, directories.
        .target(
            name: "Systemd",
            dependencies: ["CSystemd", .product(name: "Logging", package: "swift-log")],
            swiftSettings: settings
        ),
        .testTarget(name: "SystemdTests", dependencies: ["Systemd"], swiftSettings: settings),

        // Varlink: the protocol's values and its client, without NIO.
        .target(name: "Varlink", swiftSettings: settings),
        .testTarget(name: "VarlinkTests", dependencies: ["Varlink"], swiftSettings: settings),

        // VarlinkServer: the protocol's server half, on NIO.
        .target(
            name: "VarlinkServer",
            dependencies: [
                "Varlink",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "VarlinkServerTests",
            dependencies: ["VarlinkServer", .product(name: "NIOCore", package: "swift-nio")],
            swiftSettings: settings
        ),

        // readinessctl: arguments and the socket, nothing else.
        .executableTarget(
            name: "readinessctl",
            dependencies: ["Varlink", .product(name: "ArgumentParser", package: "swift-argument-parser")],
            swiftSettings: settings
        ),

        // readinessd: arguments, then the daemon.
        .executableTarget(
            name: "readinessd",
            dependencies: ["ReadinessDaemon", .product(name: "ArgumentParser", package: "swift-argument-parser")],
            swiftSettings: settings
        ),
    ]
)

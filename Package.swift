// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "tillwatch",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "tillwatch", targets: ["tillwatch"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // Layer 0: words, bytes and documents.
        .target(name: "Purchases"),
        .target(name: "Delimited"),
        .target(name: "Documents", dependencies: [.product(name: "Yams", package: "Yams")]),
        .target(name: "CLineIndex"),
        .systemLibrary(name: "CMemoryFile"),
        .systemLibrary(name: "CProcess"),
        .systemLibrary(
            name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CExpat", pkgConfig: "expat", providers: [.apt(["libexpat1-dev"])]),
        .systemLibrary(
            name: "CArchive", pkgConfig: "libarchive", providers: [.apt(["libarchive-dev"])]),
        .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

        // Layer 1: each reads or keeps one thing.
        .target(
            name: "Catalogue",
            dependencies: [
                "Purchases", "Delimited", "Documents", .product(name: "Crypto", package: "swift-crypto"),
            ]),
        .target(
            name: "Feeds",
            dependencies: [
                "Purchases", "Delimited", "Documents", "Catalogue", "CArchive", "CExpat", "CLineIndex",
                "CMemoryFile", "CZlib",
                .product(name: "Crypto", package: "swift-crypto"),
            ]),
        .target(
            name: "Rules",
            dependencies: [
                "Purchases", "Documents", "Catalogue", .product(name: "Crypto", package: "swift-crypto"),
            ]),
        .target(
            name: "Journal",
            dependencies: [
                "Purchases", .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "GRDB", package: "GRDB.swift"),
            ]),
        .target(name: "Spool"),
        .target(name: "Health", dependencies: ["Purchases"]),
        .target(
            name: "Webhooks",
            dependencies: ["Purchases", .product(name: "Crypto", package: "swift-crypto")]),

        // Layer 2: detection, delivery, the recipient's side, and which articles are listed.
        .target(
            name: "Screening",
            dependencies: [
                "Purchases", "Delimited", "Documents", "Catalogue", "Rules",
                .product(name: "Crypto", package: "swift-crypto"),
            ]),
        .target(
            name: "Detection",
            dependencies: ["Purchases", "Rules", .product(name: "Crypto", package: "swift-crypto")]),
        .target(
            name: "Delivery",
            dependencies: [
                "Purchases", "Journal", "Webhooks", "CCurl", .product(name: "Logging", package: "swift-log"),
            ]),
        .target(name: "Fetching", dependencies: ["Spool", "CCurl"]),
        .target(
            name: "Queries",
            dependencies: [
                "Spool", "CPostgres", .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "GRDB", package: "GRDB.swift"),
            ]),
        .target(
            name: "Reception",
            dependencies: [
                "Purchases", "Webhooks",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]),

        .target(name: "Inference", dependencies: ["Purchases", "Delimited", "Documents", "Feeds"]),
        .target(
            name: "Figures",
            dependencies: [
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]),
        .target(
            name: "Push",
            dependencies: [
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdTLS", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]),

        // Layer 3 to 5: the flow, the analyst's bench, and one file a command.
        .target(
            name: "Pipeline",
            dependencies: [
                "Purchases", "Documents", "Catalogue", "Feeds", "Rules", "Journal", "Webhooks", "Detection",
                "Delivery", "Fetching", "Figures", "Health", "Push", "Queries", "Spool",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]),
        .target(
            name: "Bench",
            dependencies: [
                "Purchases", "Delimited", "Documents", "Catalogue", "Feeds", "Rules", "Journal", "Detection",
                "Pipeline",
            ]),
        .executableTarget(
            name: "tillwatch",
            dependencies: [
                "Purchases", "Delimited", "Documents", "Catalogue", "Feeds", "Rules", "Journal", "Webhooks",
                "Detection", "Delivery", "Health", "Inference", "Figures", "Push", "Reception", "Screening",
                "Pipeline",
                "Bench", "CProcess",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ]),

        // Tests: one target a module, then the whole program.
        .target(name: "TestSupport", dependencies: ["Purchases"], path: "Tests/TestSupport"),
        .testTarget(name: "PurchasesTests", dependencies: ["Purchases"]),
        .testTarget(name: "DocumentsTests", dependencies: ["Documents", "TestSupport"]),
        .testTarget(name: "DelimitedTests", dependencies: ["Delimited", "TestSupport"]),
        .testTarget(
            name: "CatalogueTests", dependencies: ["Catalogue", "Documents", "Purchases", "TestSupport"]),
        .target(name: "CAllocations", path: "Tests/CAllocations"),
        .target(
            name: "CCrashFS", path: "Tests/CCrashFS", linkerSettings: [.linkedLibrary("sqlite3")]),
        .testTarget(
            name: "FeedsTests",
            dependencies: [
                "Feeds", "Purchases", "Catalogue", "Delimited", "Documents", "TestSupport", "CAllocations",
                "CLineIndex",
                .product(name: "Crypto", package: "swift-crypto"),
            ]),
        .testTarget(
            name: "RulesTests", dependencies: ["Rules", "Documents", "Catalogue", "Purchases", "TestSupport"]),
        .testTarget(
            name: "JournalTests",
            dependencies: [
                "Journal", "Purchases", "TestSupport", "CCrashFS",
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            exclude: ["Support"]),
        .testTarget(
            name: "ScreeningTests",
            dependencies: [
                "Screening", "Rules", "Catalogue", "Delimited", "Documents", "Purchases", "TestSupport",
            ]),
        .testTarget(name: "FetchingTests", dependencies: ["Fetching", "Spool"]),
        .testTarget(name: "QueriesTests", dependencies: ["Queries", "Spool"]),
        .testTarget(name: "SpoolTests", dependencies: ["Spool"]),
        .target(
            name: "FuzzDecoders",
            dependencies: [
                "Purchases", "Delimited", "Documents", "Catalogue", "Feeds", "Rules", "Inference",
            ],
            path: "Tests/Fuzz/Decoders"),
        .testTarget(
            name: "FuzzTests", dependencies: ["FuzzDecoders", "TestSupport"], path: "Tests/Fuzz/Tests"),
        .testTarget(name: "HealthTests", dependencies: ["Health", "Purchases", "TestSupport"]),
        .testTarget(name: "FiguresTests", dependencies: ["Figures", "TestSupport"]),
        .testTarget(name: "WebhooksTests", dependencies: ["Webhooks", "TestSupport"]),
        .testTarget(
            name: "PushTests", dependencies: ["Push", .product(name: "Crypto", package: "swift-crypto")]),
        .testTarget(
            name: "DetectionTests",
            dependencies: ["Detection", "Rules", "Purchases", "Reception", "Webhooks", "TestSupport"]),
        .testTarget(
            name: "DeliveryTests",
            dependencies: [
                "Purchases", "Delivery", "Journal", "Webhooks", "TestSupport",
                .product(name: "Logging", package: "swift-log"),
            ],
            exclude: ["Support"]),
        .testTarget(
            name: "ReceptionTests",
            dependencies: [
                "Reception", "Webhooks", "TestSupport",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "HummingbirdTesting", package: "hummingbird"),
            ]),
        .testTarget(
            name: "PipelineTests",
            dependencies: [
                "Pipeline", "Catalogue", "Delivery", "Documents", "Feeds", "Fetching", "Journal", "Purchases",
                "Queries",
                "Rules", "TestSupport", "Webhooks",
            ]),
        .testTarget(
            name: "BenchTests",
            dependencies: ["Bench", "Documents", "Detection", "Feeds", "Purchases", "Rules", "TestSupport"]),
    ],
    swiftLanguageModes: [.v6]
)

/// Coverage-guided fuzzing, which needs a build of its own: `sh Scripts/fuzz.sh` sets the variable.
if Context.environment["TILLWATCH_FUZZER"] != nil {
    package.products.append(.executable(name: "fuzz", targets: ["fuzz"]))
    package.targets.append(
        .executableTarget(
            name: "fuzz", dependencies: ["FuzzDecoders"], path: "Tests/Fuzz/Target",
            swiftSettings: [.unsafeFlags(["-parse-as-library"])]))
}

/// What `make bench` measures within the program: `TILLWATCH_BENCHMARKS` adds it.
if Context.environment["TILLWATCH_BENCHMARKS"] != nil {
    package.products.append(.executable(name: "detector-benchmark", targets: ["DetectorBenchmark"]))
    package.targets.append(
        .executableTarget(
            name: "DetectorBenchmark",
            dependencies: ["Catalogue", "Detection", "Feeds", "Pipeline", "Purchases"],
            path: "Benchmarks/Detector", swiftSettings: [.unsafeFlags(["-parse-as-library"])]))
}

/// Every Swift target is built the same way; those that handle pointers also mark each unsafe use.
let pointerTargets: Set<String> = ["Delimited", "Feeds", "Delivery", "Fetching", "Queries"]
for target in package.targets where target.type != .system {
    var settings: [SwiftSetting] = target.swiftSettings ?? []
    settings += [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .treatAllWarnings(as: .error),
    ]
    if pointerTargets.contains(target.name) { settings.append(.strictMemorySafety()) }
    target.swiftSettings = settings
}

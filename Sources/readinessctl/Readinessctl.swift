import ArgumentParser

/// Asks a running readinessd; works on its sockets and nothing else.
@main
struct Readinessctl: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "readinessctl",
        abstract: "Ask a running readinessd how self-reliant the organisation is.",
        discussion: "Exit status: 0 when answered, 1 when the question names nothing known, 69 when nobody answers.",
        version: "0.1.0",
        subcommands: [
            StatusCommand.self, ListCommand.self, WatchCommand.self, ExplainCommand.self, WhyCommand.self,
            LeversCommand.self, WhatIfCommand.self, UncertaintyCommand.self, SensitivityCommand.self,
            RoadmapCommand.self, OverrideCommand.self, CollectorsCommand.self, CollectorCommand.self,
            ObserveCommand.self, TapCommand.self, MetricsCommand.self,
        ],
        defaultSubcommand: StatusCommand.self
    )
}

/// What every verb takes.
struct CommonOptions: ParsableArguments {
    @Option(help: "Address of the status socket: a path, unix:, exec: or ssh-unix:HOST:PATH.")
    var socket = "/run/readinessd/status"

    @Flag(help: "Print JSON as it came over the socket, one message a line.")
    var json = false
}

/// Which scores a verb is about.
struct FilterOptions: ParsableArguments {
    @Option(help: "Only this entity.")
    var entity: String?

    @Option(help: "Only this node or indicator.")
    var node: String?
}

/// The text of `io.readinessd.Collector`, which a native collector serves and readinessd calls.
public enum CollectorInterface {
    /// The version of the protocol that is described here.
    public static let protocolVersion = 1

    /// The interface in the Varlink interface definition language.
    public static let text = """
        # What a native collector of readinessd serves, on the one connection it is started with. It is asked to describe
        # itself, then configured, then asked to collect once an interval, for as long as it lives.
        #
        # Timestamps are microseconds since 1970-01-01 UTC, spans microseconds.
        interface io.readinessd.Collector

        # How a measure behaves
        type Kind (
          # A level
          gauge,
          # A count that only grows, and begins anew
          counter,
          # An amount that happened at its time
          event
        )

        # Something that is measured
        type Measure (
          # Name of its samples
          name: string,
          # What it is
          description: string,
          # How it behaves
          kind: Kind,
          # The unit it is counted in, such as items or EUR
          unit: ?string,
          # How often it changes, a span
          cadence: ?int,
          # How late a value may be known, a span
          lateness: ?int
        )

        # What type an option has
        type OptionType (string, int, float, bool)

        # Something the configuration may say to the collector
        type Option (
          # Name
          name: string,
          # Type of its value
          type: OptionType,
          # What it says
          description: string,
          # Whether it must be given
          required: bool,
          # What holds where it is not given, as text
          default: ?string
        )

        # A mistake in the configuration
        type Problem (
          # The option at fault; null for none in particular
          option: ?string,
          # What is wrong, and what to write instead
          message: string
        )

        # One number
        type Observation (
          # Name of the measure
          name: string,
          # What else tells it apart, such as the entity
          labels: ?[string]string,
          # The number, finite
          value: float,
          # When it was so; null for now
          timestamp: ?int
        )

        # How grave a message is
        type Level (debug, info, notice, warning, error)

        # Says what the collector is. Asked first, and at any time
        method Describe() -> (
          # Name, such as disk
          name: string,
          # Version of the collector
          version: string,
          # Versions of this protocol it speaks; this is version 1
          protocolVersions: []int,
          # What it is for, in one line
          title: string,
          # What it measures
          measures: []Measure,
          # What may be configured
          options: []Option
        )

        # Tells the collector its configuration. Without problems it is in force; with any, nothing has changed
        method Configure(
          # The version of this protocol that is spoken from now on
          protocolVersion: int,
          # From one run to the next, a span
          interval: int,
          # The options, by name
          options: object,
          # Where secrets lie, one file each; null for none
          credentialsDirectory: ?string
        ) -> (
          # What is wrong
          problems: []Problem
        )

        # Collects once. Any number of replies, each with observations, a message for the journal, or how far it has come
        # [Requires 'more' flag]
        method Collect(
          # How long it may take, a span; the connection is closed and the collector ended when it takes longer
          deadline: int
        ) -> (
          # Numbers
          observations: ?[]Observation,
          # A message for the journal
          message: ?string,
          # How grave it is; info when left out
          level: ?Level,
          # How far it has come, 0 to 1
          progress: ?float
        )

        # It was not configured, or with problems
        error NotConfigured()

        # It does not speak this version
        error UnsupportedVersion(protocolVersions: []int)

        # What it measures cannot be reached
        error SourceFailed(
          # What happened
          reason: string,
          # What to do next
          advice: ?string
        )

        """
}

/// The text of `io.readinessd.Status`, as it is served and as clients read it.
package enum StatusInterface {
    /// The interface in the Varlink interface definition language.
    package static let text =
        base + LevelAnswer.interface + ChangeAnswer.interface + LeversAnswer.interface
        + WhatIfAnswer.interface + UncertaintyAnswer.interface + SensitivityAnswer.interface
        + ProjectAnswer.interface

    /// Scores and collectors; what explains them follows.
    private static let base = """
        # How ready and self-reliant an organisation is, as readinessd computes it. Read-only, for everyone.
        #
        # Scores are points of 0 to 100 with full precision; round them only for people. A field that is missing or null
        # says that there is no such number: unknown is never 0. Timestamps are microseconds since 1970-01-01 UTC.
        interface io.readinessd.Status

        # What a score stands on
        type State (
          # There is a score
          value,
          # There is a score, and it is 0
          zero,
          # The node has no meaning for the entity and leaves every denominator
          not_applicable,
          # There is no score, see reason
          missing,
          # There is no score because a reading is older than allowed
          expired,
          # There is a score from a reading older than fresh that is held for now
          held
        )

        # A score that a person has put beside the computed one, which it never replaces
        type Override (
          # Points
          score: float,
          # Who set it: name and number of the user
          who: string,
          # Why
          why: string,
          # When it ends, microseconds
          untilTimestamp: int,
          # When it was set, microseconds
          setTimestamp: int
        )

        # A node of the index, or an indicator, at one entity
        type Score (
          # Identifier of the entity
          entity: string,
          # Name of the entity for people
          entityTitle: string,
          # Identifier of the entity above, if any
          entityParent: ?string,
          # Identifier of the node or indicator
          node: string,
          # Name of the node for people
          nodeTitle: string,
          # Identifier of the node above, if any
          nodeParent: ?string,
          # Whether the node is an indicator rather than an index
          isIndicator: bool,
          # What the score stands on
          state: State,
          # Points
          score: ?float,
          # Name of the band of the score
          band: ?string,
          # Weighted share of what applies that delivered, 0 to 1
          coverage: ?float,
          # How far the score can be relied on, 0 to 1: the coverage, less what is held though it is no longer fresh, and
          # what comes from sources of a lower grade
          confidence: ?float,
          # Points if everything missing were worst
          low: ?float,
          # Points if everything missing were best
          high: ?float,
          # Value of an indicator before normalisation, in its unit
          value: ?float,
          # Unit of the value as the model writes it
          unit: ?string,
          # Why there is no score, in words
          reason: ?string,
          # Time of the oldest among the newest readings used, microseconds
          evidenceTimestamp: ?int,
          # Whether a child counted as the declared floor of a geometric or harmonic mean
          floorUsed: bool,
          # Hash of the model that gave the score: 16 hexadecimal digits
          modelHash: string,
          # Score that a person has put beside this one
          override: ?Override,
          # Number of overrides in force at this node or below it, at this entity or below it
          overrides: int,
          # Points if the overrides in force held; null where they make no difference
          adjusted: ?float
        )

        # How a collector does
        type CollectorHealth ( unknown, healthy, failing )

        # Whether runs of a collector are let through
        type Circuit (
          # It runs by its interval
          closed,
          # It failed and rests
          open,
          # It failed, and a run tries whether it works again
          half_open
        )

        # A source of readings
        type Collector (
          # Name, as configured
          name: string,
          # Kind, as configured: file, exec or stream
          kind: string,
          # How it does; unknown before its first run has ended
          health: CollectorHealth,
          # Why it fails
          reason: ?string,
          # Failed runs in a row
          consecutiveFailures: int,
          # Whether runs are let through
          circuit: Circuit,
          # Whether a person has told it to rest
          paused: bool,
          # How far the run that goes on says it has come, 0 to 1; null for none, or where it says nothing
          progress: ?float,
          # When it starts next, microseconds; null while it runs or rests by order
          nextRunTimestamp: ?int,
          # Time from one run to the next, microseconds; 0 for what is never run, because it pushes
          intervalMicroseconds: int,
          # Start of the last run, microseconds
          lastRunTimestamp: ?int,
          # End of the last run that succeeded, microseconds
          lastSuccessTimestamp: ?int,
          # Length of the last run, microseconds
          lastDurationMicroseconds: ?int,
          # Length of the last 64 runs in the middle, microseconds
          medianDurationMicroseconds: ?int,
          # The longest of them, microseconds
          longestDurationMicroseconds: ?int,
          # Processor time of its programs since start, microseconds
          processorMicrosecondsTotal: int,
          # The most memory a program of it had, bytes
          peakResidentBytes: int,
          # Bytes read since start
          bytesTotal: int,
          # Runs that found nothing new since start
          unchangedTotal: int,
          # Readings refused since start, by reason
          rejectsByReason: [string]int,
          # Failed runs since start, by kind
          failuresByCode: [string]int,
          # Runs since start
          runsTotal: int,
          # Failed runs since start
          failuresTotal: int,
          # Readings accepted since start
          readingsTotal: int,
          # Readings refused since start: malformed, unknown, or of a series of another source
          rejectsTotal: int,
          # Samples passed over since start because they are none of the model's measures
          ignoredTotal: int,
          # Runs skipped because one before took too long
          overrunsTotal: int,
          # First reading refused in the last delivery, with its place
          lastReject: ?string
        )

        # What is evaluated
        type Model (
          # Identifier
          id: string,
          # Name for people
          title: string,
          # Version as its author writes it
          version: string,
          # Hash of all that decides a score, 16 hexadecimal digits: the same for the same method, however it is written
          hash: string,
          # Number of entities
          entities: int,
          # Number of indicators
          indicators: int,
          # Name of the root of the index; null without an index
          root: ?string
        )

        # A message of a subscription: first ready, then a change each
        type Change (
          # What was before; null when the entity or node is new
          previous: ?Score,
          # What is now; null when the entity or node is gone
          current: ?Score
        )

        # The whole on one screen: the root at every entity of the top, the nodes directly below it there, the collectors
        method GetStatus() -> (
          # Version of readinessd
          version: string,
          # Start of the daemon, microseconds
          startTimestamp: int,
          # Time the scores are for, microseconds
          evaluationTimestamp: int,
          # Counts the snapshots since start
          sequence: int,
          # What is evaluated
          model: Model,
          # The root of the index at every entity of the top, and the nodes directly below it when there are at most 16 such entities
          scores: []Score,
          # The sources of readings
          collectors: []Collector,
          # Why the last reload was refused, with file and line; null when the last one was accepted
          configurationError: ?string
        )

        # Lists scores: of every entity and node, or of those named
        # [Requires 'more' flag]
        method List(
          # Only this entity
          entity: ?string,
          # Only this node or indicator
          node: ?string
        ) -> (
          # One score in each reply
          score: Score
        )

        # Gets one score
        method Get(
          # Identifier of the entity
          entity: string,
          # Identifier of the node or indicator
          node: string
        ) -> (
          # The score
          score: Score
        )

        # Tells changes as they are published. The first reply says ready, the connection then stays open
        # [Requires 'more' flag]
        method Subscribe(
          # Only this entity
          entity: ?string,
          # Only this node or indicator
          node: ?string
        ) -> (
          # True in the first reply: changes from now on are told
          ready: ?bool,
          # The change, in every other reply
          change: ?Change,
          # The snapshot that brought the change
          sequence: ?int,
          # Time the scores are for, microseconds
          evaluationTimestamp: ?int
        )

        # The model has no entity of this name
        error NoSuchEntity(entity: string)

        # The model has no node or indicator of this name
        error NoSuchNode(node: string)

        # There is no model, or one without entities or nodes
        error NoModel()

        """
}

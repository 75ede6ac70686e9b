/// The text of `io.readinessd.Ingest`, as it is served and as clients read it.
package enum IngestInterface {
    /// The interface in the Varlink interface definition language.
    package static let text = """
        # Hands readings to readinessd. Who may push as which source says the configuration: collectors of the kinds push
        # and manual, and isolated ones. A reading that was acknowledged is durable and is there once, however often it is
        # sent: its identity is entity, measure and time, and the last one sent counts.
        #
        # Timestamps are microseconds since 1970-01-01 UTC.
        interface io.readinessd.Ingest

        # Why one reading is not taken
        type Reason (
          # Nothing is given where something is needed
          missing_field,
          # The model has no such entity
          unknown_entity,
          # The model has no such measure
          unknown_measure,
          # The entity has others below it; readings belong to those
          not_a_leaf,
          # Not a finite number
          bad_number,
          # The time lies beyond what can be kept
          bad_time,
          # The source may not bring this measure, or readings of this entity
          not_allowed,
          # The source brings more readings a second than it may; send it again later
          rate_limit,
          # The source brings as many series as it may already
          series_limit,
          # The series belongs to another source
          other_source,
          # Anything else, see message
          malformed
        )

        # One number of one measure at one entity
        type Observation (
          # Identifier of the entity, one without others below it
          entity: string,
          # Identifier of the measure
          measure: string,
          # The number, in the unit of the measure
          value: float,
          # When it was so, microseconds; null for now
          timestamp: ?int
        )

        # A reading that is not taken
        type Refusal (
          # Its place among the observations, from 0
          index: int,
          # Why
          reason: Reason,
          # The same in words
          message: string
        )

        # Takes readings in. Answers when they are durable. One that cannot be used is refused by itself, the others count
        method Observe(
          # The source to push as; null for the only one the caller may push as
          source: ?string,
          # The readings, at most 100000
          observations: []Observation,
          # Why, or where the numbers come from, at most 1000 characters; needed with kind manual, and logged for ever
          why: ?string
        ) -> (
          # Readings that are durable now
          accepted: int,
          # Those of them that say something new
          changed: int,
          # The readings that are not taken, in order of index
          refused: []Refusal
        )

        # How the unit of an isolated collector is; it tells so every few seconds, and is failing when it does not
        method Tell(
          # The isolated collector
          source: string,
          # Why its runs fail; null when they do not
          failure: ?string
        ) -> ()

        # Takes lines in, in the format of the source, from the next byte on. The answers are lines of JSON: for each line
        # that cannot be used (the first 100 of a batch) one with line, column (where known), reason and message, and after
        # every batch that has become durable one with the totals so far: lines, readings and refused. Bytes that no totals
        # account for were not taken. End the stream by shutting down the sending side and reading up to the end; a last
        # line without an end is not taken. A final object with error says why the daemon has ended the stream
        # [Requires 'upgrade' flag]
        method Stream(
          # The source to push as; null for the only one the caller may push as
          source: ?string
        ) -> (
          # The source
          source: string,
          # The format its lines have
          format: string
        )

        # The configuration has no source of this name that pushes
        error NoSuchSource(source: string)

        # The caller may push as several sources and has to name one
        error SourceNeeded(sources: []string)

        # The caller may not push as this source (empty: as any)
        error NotAllowed(source: string, userID: int)

        # The history could not be written: nothing of the call counts, send it again later
        error HistoryFailed(reason: string)

        """
}

/// How readings are written.
package enum ReadingFormat: Hashable, Sendable {
    /// CSV with a row per reading.
    case csv(LongColumns)
    /// CSV with a row per entity and a column per measure.
    case csvWide(WideColumns)
    /// A JSON object per line.
    case jsonLines
    /// Prometheus text exposition, version 0.0.4.
    case prometheus(MetricMapping)
    /// OpenMetrics text, version 1.0.
    case openMetrics(MetricMapping)
    /// Influx line protocol, with times in a unit.
    case influx(MetricMapping, InfluxPrecision)
    /// What plugins of Nagios and Icinga print: a status line with performance data.
    case nagios(MetricMapping)
    /// The commands of collectd's text protocol: `PUTVAL`.
    case collectd(MetricMapping)
    /// What external plugins of Netdata print: `CHART`, `DIMENSION`, `BEGIN`, `SET`, `END`.
    case netdata(MetricMapping)

    /// The word the configuration uses.
    package var name: String {
        switch self {
        case .csv: "csv"
        case .csvWide: "csv-wide"
        case .jsonLines: "json-lines"
        case .prometheus: "prometheus"
        case .openMetrics: "openmetrics"
        case .influx: "influx"
        case .nagios: "nagios"
        case .collectd: "collectd"
        case .netdata: "netdata"
        }
    }

    /// How foreign samples become readings; nil where the format names measures and entities itself.
    package var mapping: MetricMapping? {
        switch self {
        case .csv, .csvWide, .jsonLines: nil
        case .prometheus(let mapping), .openMetrics(let mapping), .influx(let mapping, _), .nagios(let mapping),
            .collectd(let mapping), .netdata(let mapping):
            mapping
        }
    }
}

/// The unit of the times of influx lines.
package enum InfluxPrecision: String, CaseIterable, Hashable, Sendable {
    /// Nanoseconds, as the protocol has it where nothing is said.
    case nanoseconds = "ns"
    /// Microseconds.
    case microseconds = "us"
    /// Milliseconds.
    case milliseconds = "ms"
    /// Seconds.
    case seconds = "s"

    /// How many nanoseconds one is.
    package var nanoseconds: Int64 {
        switch self {
        case .nanoseconds: 1
        case .microseconds: 1000
        case .milliseconds: 1_000_000
        case .seconds: 1_000_000_000
        }
    }
}

/// The header names of long CSV.
package struct LongColumns: Hashable, Sendable {
    /// The column with the time; readings take the time of collection where the header lacks it.
    package var time: String
    /// The column with the entity.
    package var entity: String
    /// The column with the measure.
    package var measure: String
    /// The column with the number.
    package var value: String
    /// The byte between fields.
    package var separator: UInt8

    /// Makes a layout; the default is the header `time,entity,measure,value`.
    package init(
        time: String = "time",
        entity: String = "entity",
        measure: String = "measure",
        value: String = "value",
        separator: UInt8 = UInt8(ascii: ",")
    ) {
        self.time = time
        self.entity = entity
        self.measure = measure
        self.value = value
        self.separator = separator
    }
}

/// The header names of wide CSV.
package struct WideColumns: Hashable, Sendable {
    /// The column with the entity.
    package var entity: String
    /// The column with the time; nil means the time of collection, for files their modification time.
    package var time: TimeColumn?
    /// Which column holds which measure, in order of the configuration.
    package var measures: [MeasureColumn]
    /// The byte between fields.
    package var separator: UInt8

    /// A column and the measure it holds.
    package struct MeasureColumn: Hashable, Sendable {
        /// The header name.
        package var column: String
        /// The measure's identifier.
        package var measure: String

        /// Makes a pair.
        package init(column: String, measure: String) {
            self.column = column
            self.measure = measure
        }
    }

    /// Makes a layout.
    package init(
        entity: String,
        time: TimeColumn? = nil,
        measures: [MeasureColumn],
        separator: UInt8 = UInt8(ascii: ",")
    ) {
        self.entity = entity
        self.time = time
        self.measures = measures
        self.separator = separator
    }
}

/// A column with times and how they are written.
package struct TimeColumn: Hashable, Sendable {
    /// The header name.
    package var column: String
    /// How times are written.
    package var format: Format

    /// How times are written.
    package enum Format: String, CaseIterable, Sendable {
        /// RFC 3339, a date, or seconds since the epoch.
        case automatic
        /// A year: its first moment, in UTC.
        case year
    }

    /// Makes a column.
    package init(column: String, format: Format = .automatic) {
        self.column = column
        self.format = format
    }
}

import ReadinessCollecting
import ReadinessModel
import Varlink

/// What became of every foreign sample of a run: the output of `collect NAME --once --explain-mapping`.
struct MappingReport {
    private let delivery: Delivery
    private let catalog: SeriesCatalog

    init(_ delivery: Delivery, catalog: SeriesCatalog) {
        self.delivery = delivery
        self.catalog = catalog
    }

    /// For people: a line for each sample, what was taken first.
    var text: String {
        var table = TextTable([
            .init(title: "RULE", limit: 14), .init(title: "MEASURE", limit: 18), .init(title: "ENTITY", limit: 12),
            .init(title: "VALUE", limit: 14, isRight: true), .init(title: "SAMPLE", limit: 60),
        ])
        let samples = delivery.mapped
        for sample in samples {
            guard let series = sample.series else { continue }
            table.add([
                sample.rule ?? "", catalog.measureName(of: series), catalog.entityName(of: series),
                Self.value(sample), sample.sample,
            ])
        }
        for sample in samples where sample.series == nil {
            table.add([sample.rule ?? "none", "passed over", "", Self.number(sample.value), sample.sample])
        }
        return table.isEmpty ? "no foreign sample was understood" : table.lines.joined(separator: "\n")
    }

    /// For machines: one object a line.
    var json: String {
        var lines = ""
        for sample in delivery.mapped {
            var json = JSON.Writer()
            json.beginObject()
            json.member("sample", sample.sample)
            if let rule = sample.rule { json.member("rule", rule) }
            if let series = sample.series {
                json.member("measure", catalog.measureName(of: series))
                json.member("entity", catalog.entityName(of: series))
                json.name("scale")
                json.number(sample.scale)
            }
            json.name("value")
            if sample.value.isFinite { json.number(sample.value) } else { json.null() }
            json.endObject()
            lines += String(decoding: json.bytes, as: UTF8.self) + "\n"
        }
        return lines
    }

    private static func value(_ sample: MappedSample) -> String {
        guard sample.scale != 1 else { return number(sample.value) }
        return "\(number(sample.value)) -> \(number(sample.value * sample.scale))"
    }

    private static func number(_ value: Double) -> String {
        guard value.isFinite, abs(value) < 1e15, value == value.rounded() else { return "\(value)" }
        return "\(Int64(value))"
    }
}

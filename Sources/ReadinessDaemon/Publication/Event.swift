import Systemd

/// The classes of events that administrators act on; each has a catalogue text in packaging/readinessd.catalog.
enum Event {
    static let started = MessageID(0x5f55_581d_ee24_49d3, 0x8848_c260_92f5_ed05)
    static let scoreChanged = MessageID(0xde60_7d16_a826_44c4, 0xa5d8_9fb2_d627_e370)
    static let bandChanged = MessageID(0x6849_f00e_9df7_49ec, 0xaf07_cc51_b6df_39bd)
    static let collectorFailed = MessageID(0xc522_d60e_a90c_4c23, 0xa97b_12fb_ffe5_a464)
    static let collectorRecovered = MessageID(0x5c2d_5288_b60d_4f1f, 0x8778_ac1d_fb6f_4d4a)
    static let badInput = MessageID(0xf689_1e6f_d36f_4d30, 0xa107_b6ac_22b4_e372)
    static let configurationAccepted = MessageID(0xfa1c_8460_5993_40e9, 0x84be_3749_c84d_91e1)
    static let configurationRejected = MessageID(0xf5a6_d5e3_2b87_4659, 0xa289_3d9f_86d1_bc39)
    static let stopping = MessageID(0x1bfd_6749_5713_4fa1, 0x98f2_26c6_ae14_27f5)
    static let historyFailed = MessageID(0xb0da_fd4c_08bb_400e, 0x82a4_002d_78b0_5b39)
    static let collectorPaused = MessageID(0x3f1c_8a52_9d0e_4b67, 0x9e35_71c4_2ab8_d60f)
    static let typed = MessageID(0x91d2_04c7_5be8_4f0a, 0xb3a6_c85e_17f0_2d49)
    static let overridden = MessageID(0x80ec_7763_45ef_47e3, 0xb156_4014_4049_f407)
}

extension JournalFieldName {
    static let entity: Self = "READINESS_ENTITY"
    static let node: Self = "READINESS_NODE"
    static let score: Self = "READINESS_SCORE"
    static let previous: Self = "READINESS_PREVIOUS"
    static let band: Self = "READINESS_BAND"
    static let previousBand: Self = "READINESS_PREVIOUS_BAND"
    static let coverage: Self = "READINESS_COVERAGE"
    static let collector: Self = "READINESS_COLLECTOR"
    static let reason: Self = "READINESS_REASON"
    static let file: Self = "READINESS_FILE"
    static let line: Self = "READINESS_LINE"
    static let count: Self = "READINESS_COUNT"
    static let model: Self = "READINESS_MODEL"
    static let action: Self = "READINESS_ACTION"
    static let user: Self = "READINESS_USER"
}

internal import CSystemd

/// The place in the code that an entry comes from.
package struct CodeLocation: Hashable, Sendable {
    /// The file, as `Module/File.swift`.
    package let file: String
    /// The line, from 1.
    package let line: UInt
    /// The function.
    package let function: String

    /// Names a place.
    package init(file: String, line: UInt, function: String) {
        self.file = file
        self.line = line
        self.function = function
    }

    /// The place of the caller.
    package static func here(
        file: String = #fileID,
        line: UInt = #line,
        function: String = #function
    ) -> CodeLocation {
        CodeLocation(file: file, line: line, function: function)
    }
}

/// One entry for the journal: a value, sent by a `JournalSink`.
package struct JournalEntry: Equatable, Sendable {
    /// The sentence for people, without a final period.
    package var message: String
    /// How urgent it is.
    package var priority: JournalPriority
    /// The event class, when it has a catalogue text.
    package var messageID: MessageID?
    /// Where in the code it was written.
    package var location: CodeLocation?
    /// The thread that wrote it.
    package var thread: Int32
    /// Further fields, in the order they are sent. Repeated names are legal.
    package var fields: [JournalField]

    /// Makes an entry of the calling thread.
    package init(
        _ message: String,
        priority: JournalPriority = .info,
        messageID: MessageID? = nil,
        location: CodeLocation? = nil,
        fields: [JournalField] = []
    ) {
        self.message = message
        self.priority = priority
        self.messageID = messageID
        self.location = location
        self.thread = gettid()
        self.fields = fields
    }

    /// The values of a field, in order.
    package func values(of name: JournalFieldName) -> [String] {
        fields.filter { $0.name == name }.map(\.value)
    }
}

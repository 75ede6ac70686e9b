extension InterfaceDescription {
    /// `org.varlink.service`, which every service implements.
    public static let service: InterfaceDescription =
        // The text is fixed and a test reads it, so the fallback is never seen.
        (try? InterfaceDescription(parsing: serviceText))
        ?? InterfaceDescription(name: "org.varlink.service", comment: "", members: [], text: serviceText)

    private static let serviceText = """
        # Tells what a service is and which interfaces it offers.
        interface org.varlink.service

        # Get the identity of the service and the names of its interfaces, sorted.
        method GetInfo() -> (
            # Who makes the service.
            vendor: string,
            # The name of the service.
            product: string,
            # The version of the service.
            version: string,
            # Where to read about the service.
            url: string,
            # The names of the interfaces the service offers.
            interfaces: []string
        )

        # Get the definition text of an interface.
        method GetInterfaceDescription(
            # The name of the interface.
            interface: string
        ) -> (
            # The definition text.
            description: string
        )

        # The service does not offer the interface.
        error InterfaceNotFound(
            # The name of the interface.
            interface: string
        )

        # The interface has no such method.
        error MethodNotFound(
            # The name of the method.
            method: string
        )

        # The interface describes the method, but the service does not offer it.
        error MethodNotImplemented(
            # The name of the method.
            method: string
        )

        # A parameter is missing, unknown or not of its type.
        error InvalidParameter(
            # The name of the parameter.
            parameter: string
        )

        # The caller may not do this.
        error PermissionDenied()

        # The method must be called with the more flag.
        error ExpectedMore()

        # The method must be called with the upgrade flag.
        error ExpectedUpgrade()

        """
}

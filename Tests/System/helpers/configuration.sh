# Configurations made for tests; sourced by cases after assert.sh.
# shellcheck shell=bash

# install_configuration NAME: makes it the configuration of the service.
install_configuration() {
    mkdir -p /etc/readinessd
    cp -r "$READINESS_REPOSITORY/Tests/System/configurations/$1/." /etc/readinessd/
    chmod -R u=rwX,go=rX /etc/readinessd
}

#pragma once

#include <errno.h>
#include <signal.h>
#include <unistd.h>

// A signal handler may call only what the C standard lists, and Swift code promises no such thing;
// so the handler is C. Only one Swift file may use these functions: each object file that does has
// its own copy of the variable.

static volatile sig_atomic_t systemd_signal_pipe = -1;

static inline void systemd_on_signal(int number) {
    int before = errno;
    unsigned char byte = (unsigned char) number;
    // A full pipe means that as many signals wait already: this one adds nothing.
    if (write(systemd_signal_pipe, &byte, 1) < 0) { }
    errno = before;
}

// Makes each signal a byte, its number, in the pipe. Returns 0, or the error number.
static inline int systemd_signals_to_pipe(const int *signals, int count, int pipe) {
    struct sigaction action = { .sa_handler = systemd_on_signal, .sa_flags = SA_RESTART };
    sigfillset(&action.sa_mask);
    systemd_signal_pipe = pipe;
    for (int index = 0; index < count; index++)
        if (sigaction(signals[index], &action, NULL) < 0)
            return errno;
    return 0;
}

#pragma once

// Entries carry the location of the Swift code that wrote them. Without this the header replaces
// the journal functions by macros that add the location of the C preprocessor.
#define SD_JOURNAL_SUPPRESS_LOCATION

#include "signals.h"

#include <systemd/sd-daemon.h>
#include <systemd/sd-journal.h>

// What the C library shows only to programs that define _GNU_SOURCE, which Swift does not.
#include <pthread.h>
#include <sys/types.h>

pid_t gettid(void);
int pidfd_open(pid_t process, unsigned int flags);
int pthread_setname_np(pthread_t thread, const char *name);

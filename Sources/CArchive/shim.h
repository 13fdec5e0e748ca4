// libarchive for Swift, which can call all of it that reads.
#pragma once

#include <archive.h>
#include <archive_entry.h>

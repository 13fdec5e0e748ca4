// zlib for Swift: gzip is read by it, since libarchive looks at neither the checksum nor the length that gzip has.
#pragma once

#include <zlib.h>

/// Begins to read gzip; Z_OK when that worked.
static inline int tillwatch_inflate_gzip(z_stream *stream) { return inflateInit2(stream, 15 + 16); }

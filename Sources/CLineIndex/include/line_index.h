// Finds lines of delimited text and one cell of each, sixty-four bytes at a time.
//
// A structural index as in Langdale and Lemire, "Parsing gigabytes of JSON per second" (2019): each block of bytes becomes
// masks that tell where line ends, delimiters, quotes and carriage returns stand, and lines are read off the masks. Lines that
// need more than that (quotes, lone carriage returns) are left to the caller's exact reader.
#pragma once

#include <stddef.h>
#include <stdint.h>

/// One line: without quotes, ended by LF or CR LF. Places count from the first byte given.
typedef struct {
    size_t start;
    /// Of the content, without its line end.
    size_t end;
    /// Of the line after it.
    size_t next;
    /// The cell that was asked for; both `end + 1` where the line has fewer cells.
    size_t cell_start;
    size_t cell_end;
} tillwatch_line;

/// How blocks become masks. Every way gives the same lines.
typedef enum {
    /// Byte by byte, for whatever machine there is.
    tillwatch_masks_portable = 0,
    tillwatch_masks_sse2 = 1,
    tillwatch_masks_avx2 = 2,
    tillwatch_masks_neon = 3,
} tillwatch_masks;

/// Whether this machine can go this way.
int tillwatch_masks_available(tillwatch_masks masks);

/// The quickest way that this machine can go.
tillwatch_masks tillwatch_masks_best(void);

/// Finds the lines from `start` on, at most `room` of them.
///
/// Ends before the first line that is not as described above, is longer than `longest` bytes or does not end within
/// `count` bytes: that one, and what comes after it, is not told. Reads no byte at or after `bytes + count`.
///
/// - column: which cell is asked for; the first is 0.
/// - returns how many lines were told.
size_t tillwatch_index_lines(tillwatch_masks masks, const uint8_t *bytes, size_t count, size_t start, uint8_t delimiter,
                             size_t column, size_t longest, tillwatch_line *lines, size_t room);

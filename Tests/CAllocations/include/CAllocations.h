#ifndef CALLOCATIONS_H
#define CALLOCATIONS_H

// How many times this thread has asked the C library for memory since it started; -1 where that is not counted.
long allocations_of_this_thread(void);

#endif

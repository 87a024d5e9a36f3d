import fc from 'fast-check';

// A property that finds a mutant need not find the smallest input that does.
fc.configureGlobal({ endOnFailure: true });

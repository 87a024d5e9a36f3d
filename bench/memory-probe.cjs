// Loaded into the function before its own code: tells the benchmark how much heap is in use after a garbage collection.
process.on('message', () => {
  global.gc();
  process.send(process.memoryUsage().heapUsed);
});
process.channel.unref();

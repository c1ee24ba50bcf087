// Loaded into the demo's child before its own code: when the demo is gone, even by SIGKILL, the channel breaks and the
// child ends as if it had been told to. The channel itself keeps nothing running.
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
process.channel?.unref();

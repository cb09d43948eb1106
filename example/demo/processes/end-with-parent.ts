/**
 * Preloaded into each child: ends it, as a signal would, when its parent is gone, whatever the
 * parent died of. Without a channel to a parent it does nothing.
 */
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
// Listening alone must not keep the child from ending by itself.
process.channel?.unref();

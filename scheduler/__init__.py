"""When: the cycle, the daemon, the lock, health. The only package that composes the stages."""

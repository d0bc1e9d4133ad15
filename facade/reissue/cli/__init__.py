"""The `reissue` command. `entry` is where it begins; what it does stands in a file a command."""

"""What touches the world: network, disk, processes, systemd. It carries out and decides nothing."""

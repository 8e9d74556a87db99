"""Equipment and cases that are lent, reserved and checked."""

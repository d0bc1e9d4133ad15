"""What became of a run, told: for people, for programs, for spreadsheets, for paper."""

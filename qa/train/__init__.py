"""How what ships in `qa/model/` was fitted, and how the constants were chosen, for anyone to run again."""

"""`python -m incisor.cli` is the same as `incisor`."""

from incisor.cli import main

if __name__ == "__main__":
    main(prog_name="incisor")

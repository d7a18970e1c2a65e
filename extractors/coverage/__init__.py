"""What a contract was searched for besides its terms: coverage, blanks, exhibits, totals."""

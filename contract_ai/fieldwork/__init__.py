"""What auditors do with the book: draw samples, derive findings anew, take evidence away."""

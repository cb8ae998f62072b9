"""Did the event of a word take place? The words, dates and reports around it are asked."""

"""The parts of a letter and what stands in them: request, answer, decision, reasons, questions."""

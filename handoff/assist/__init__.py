"""The engines that propose, score, sense and summarise."""

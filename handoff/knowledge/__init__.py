"""What answers are made from: articles, macros and past tickets."""

"""What is kept between two page views: drafts, advices, labels and medicine lists, in SQLite or PostgreSQL."""

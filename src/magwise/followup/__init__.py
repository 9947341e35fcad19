"""What happens after the advice: a diary, a dose that follows it, and an honest answer to «does it work for me?»."""

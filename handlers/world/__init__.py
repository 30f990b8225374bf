"""The world model: what readings and observations amount to in a room, as events about zones."""

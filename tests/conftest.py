"""Nothing in this suite may reach beyond this computer: the guard stands before the first test is collected."""

from offline.guard import refuse_the_network

refuse_the_network()

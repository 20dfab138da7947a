// One feed, and so one stream, for all of a browser's pages of this hub: browsers open no more than six HTTP/1.1 connections to a server.
import {Feed} from './feed.js';

const feed = new Feed();
addEventListener('connect', event => feed.attach(event.ports[0]));

// Sends what an ESP8266 measures to SSE Hub, one datagram at a time. The README of the folder "sketches" tells how to flash it.
#include <EEPROM.h>
#include <ESP8266WiFi.h>
#include <WiFiUdp.h>
#include <sse_datagram.h>

// Your network, and the machine that the hub runs on.
const char WIFI_NAME[] = "name of your network";
const char WIFI_PASSWORD[] = "password of your network";
const IPAddress HUB(192, 168, 1, 10);
const uint16_t HUB_PORT = 8266;

// What the hub calls this board; left empty: esp8266- and the chip's number, the end of its MAC address.
const char BOARD_NAME[] = "";

// The board's key as the hub's file of keys has it; left empty: datagrams are not signed.
const char BOARD_KEY[] = "";

// Your sensors. Each has a function that returns its value, or NAN if it has none now.
double light() {
    return analogRead(A0); // 0 to 1023; a pin without a wire gives some value too, so that there is something to see
}

double wifiSignal() {
    return WiFi.RSSI();
}

struct Sensor {
    const char *name;
    double (*value)();
    unsigned decimals; // digits after the point
    double change;     // is worth a datagram at once
};

const Sensor SENSORS[] = {
    {"light", light, 0, 20},
    {"wifi_signal", wifiSignal, 0, 10},
};

const uint32_t READ_EVERY_MS = 500;
const uint32_t SEND_EVERY_MS = 10000; // also if nothing changes
const uint32_t RETRY_WIFI_EVERY_MS = 20000;

const size_t SENSOR_COUNT = sizeof SENSORS / sizeof SENSORS[0];

WiFiUDP udp;
char chipName[16];
const char *board = chipName;
char payload[512]; // at most SSE_DATAGRAM_MAX
uint32_t seq = 0;
uint32_t boot = 0;
uint32_t counter = 0;
double values[SENSOR_COUNT];
double sentValues[SENSOR_COUNT];
uint32_t readAt = 0;
uint32_t sentAt = 0;
bool connected = false;
uint32_t wifiAt = 0;

void connectWifi() {
    Serial.printf("WiFi: connecting to %s\n", WIFI_NAME);
    WiFi.begin(WIFI_NAME, WIFI_PASSWORD);
    wifiAt = millis();
}

// Tells whether there is a network. Never waits for one.
bool online() {
    const bool now = WiFi.status() == WL_CONNECTED;
    if (now != connected) {
        connected = now;
        wifiAt = millis();
        if (now) {
            Serial.printf("WiFi: connected, address %s; this is %s, sending to %s port %u\n", WiFi.localIP().toString().c_str(), board,
                          HUB.toString().c_str(), (unsigned) HUB_PORT);
        } else {
            Serial.println("WiFi: connection lost");
        }
    } else if (!now && millis() - wifiAt >= RETRY_WIFI_EVERY_MS) {
        WiFi.disconnect();
        connectWifi();
    }
    return now;
}

bool changed(size_t i) {
    return isnan(values[i]) != isnan(sentValues[i]) || fabs(values[i] - sentValues[i]) >= SENSORS[i].change;
}

// Counts this start in flash, which is what makes each datagram's counter greater than all before it.
void countStart() {
    EEPROM.begin(sizeof boot);
    EEPROM.get(0, boot); // all ones if there is none yet
    boot++;
    EEPROM.put(0, boot);
    if (!EEPROM.commit()) {
        Serial.println("the flash does not keep the count of starts: the hub will refuse what is sent after the next one");
    }
}

void sendReadings() {
    sse_datagram datagram;
    sse_datagram_begin(&datagram, payload, sizeof payload, board, seq);
    for (size_t i = 0; i < SENSOR_COUNT; i++) {
        sse_datagram_float(&datagram, SENSORS[i].name, values[i], SENSORS[i].decimals);
    }
    const size_t length = BOARD_KEY[0] == '\0' ? sse_datagram_end(&datagram)
                                               : sse_datagram_end_signed(&datagram, board, BOARD_KEY, sse_datagram_counter(boot, counter++));
    sentAt = millis();
    if (length == 0) {
        Serial.printf("nothing sent: %u readings of %u bytes, and there is room for %u\n", (unsigned) datagram.readings, (unsigned) datagram.needed,
                      (unsigned) datagram.capacity);
    } else if (udp.beginPacket(HUB, HUB_PORT) && udp.write((const uint8_t *) payload, length) == length && udp.endPacket()) {
        // Only now is the number used up: the hub counts those that are missing.
        seq++;
        memcpy(sentValues, values, sizeof values);
        Serial.print("sent ");
        Serial.write((const uint8_t *) payload, length);
        Serial.println();
    } else {
        Serial.println("not sent: the WiFi did not take the datagram");
    }
}

void setup() {
    Serial.begin(115200);
    snprintf(chipName, sizeof chipName, "esp8266-%06x", (unsigned) ESP.getChipId());
    if (BOARD_NAME[0] != '\0') {
        board = BOARD_NAME;
    }
    if (BOARD_KEY[0] != '\0') {
        countStart();
    }
    for (size_t i = 0; i < SENSOR_COUNT; i++) {
        sentValues[i] = NAN;
    }
    WiFi.persistent(false); // the password stays out of the flash
    WiFi.mode(WIFI_STA);
    connectWifi();
}

void loop() {
    if (online() && millis() - readAt >= READ_EVERY_MS) {
        readAt = millis();
        bool due = readAt - sentAt >= SEND_EVERY_MS;
        for (size_t i = 0; i < SENSOR_COUNT; i++) {
            values[i] = SENSORS[i].value();
            due = due || changed(i);
        }
        if (due) {
            sendReadings();
        }
    }
    delay(10);
}
